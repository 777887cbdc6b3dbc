// Mutes: what a customer does not want to hear of, whichever way she has said it.
import type { Customer } from '../../model/customer.ts';
import type { Mute, MuteRequest } from '../../model/mute.ts';

type Wishes = Pick<Customer, 'preferences' | 'mutes'>;

export function isMutedCategory({ preferences, mutes }: Wishes, category: string, now: number): boolean {
  const declared = preferences?.mutedCategories.includes(category) ?? false;
  return declared || mutesNow(mutes, now).some((mute) => mute.category === category);
}

export function isMutedStore({ mutes }: Wishes, geofenceId: string, now: number): boolean {
  return mutesNow(mutes, now).some((mute) => mute.geofenceId === geofenceId);
}

/** The mutes that hold. */
export function mutesNow(mutes: Mute[] = [], now: number): Mute[] {
  return mutes.filter(({ until }) => until === undefined || now < until);
}

/**
 * The customer after she has muted something, or ended a mute. What is said here of a category is the last word on it,
 * and takes the place of what her preferences say.
 */
export function withMute<Her extends Wishes>(customer: Her, request: MuteRequest, now: number): Her {
  const { category, geofenceId, muted, until } = request;
  const others = mutesNow(customer.mutes, now).filter(
    (mute) => mute.category !== category || mute.geofenceId !== geofenceId,
  );
  const said: Mute = {
    ...(category !== undefined && { category }),
    ...(geofenceId !== undefined && { geofenceId }),
    ...(until !== undefined && { until }),
  };
  const { preferences } = customer;
  return {
    ...customer,
    ...(preferences && {
      preferences: {
        ...preferences,
        mutedCategories: preferences.mutedCategories.filter((declared) => declared !== category),
      },
    }),
    mutes: muted ? mutesNow([...others, said], now) : others,
  };
}
