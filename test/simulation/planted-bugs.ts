// All planted bugs. Each is found by the simulation, or the simulation is worth less than it says.
import { plantedAboutCustomers } from './planted-about-customers.ts';
import { plantedAround } from './planted-around.ts';
import type { PlantedBug } from './planted-bug.ts';
import { plantedInDeciding } from './planted-in-deciding.ts';
import { plantedInDelivering } from './planted-in-delivering.ts';

export const plantedBugs: readonly PlantedBug[] = [
  ...plantedInDelivering,
  ...plantedInDeciding,
  ...plantedAboutCustomers,
  ...plantedAround,
];
