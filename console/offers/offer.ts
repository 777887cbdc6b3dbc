// Offers as the API tells them. The console knows the API over HTTP only, so the shapes stand here again, as far as it uses them.

export const daysOfWeek = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Day = (typeof daysOfWeek)[number];
export interface WeeklyWindow {
  dayOfWeek: Day[];
  opens: string;
  closes: string;
}
export type WeeklyHours = WeeklyWindow[];

/** A date with hours of its own; without any it is closed. */
export interface SpecialDay {
  /** As 2026-12-24. */
  date: string;
  opens?: string;
  closes?: string;
}

export const weatherKinds = ['clear', 'cloud', 'rain', 'sleet', 'snow', 'fog', 'thunder'] as const;
export type WeatherKind = (typeof weatherKinds)[number];

export interface Range {
  atLeast?: number;
  atMost?: number;
}

/** What one attribute is asked; all that is named must hold. */
export interface AttributeCondition {
  equals?: string | number | boolean;
  oneOf?: (string | number | boolean)[];
  atLeast?: number;
  atMost?: number;
  present?: true;
}

export interface Audience {
  interests?: string[];
  visits?: Range;
  attributes?: Record<string, AttributeCondition>;
}

/** What is asked of one name that a team's own systems tell. */
export interface ContextCondition {
  name: string;
  scope?: 'geofence' | 'everywhere' | { tag: string };
  atLeast?: number;
  atMost?: number;
  equals?: string | number | boolean;
}

export interface Message {
  title: string;
  body: string;
}

export interface Offer {
  id: string;
  category: string;
  messages: Record<string, Message>;
  defaultLocale: string;
  /** `open`: the texts let show that they are meant for her; `reveals` says what, `history` where it is absent. */
  personalization?: 'subtle' | 'open';
  reveals?: 'interests' | 'history';
  /** For those who allow less; without them they get nothing. */
  subtleMessages?: Record<string, Message>;
  where: { geofenceIds?: string[]; tags?: string[] };
  startsAt: number;
  endsAt: number;
  hours?: WeeklyHours;
  specialHours?: SpecialDay[];
  weather?: { kinds?: WeatherKind[]; temperatureC?: Range; turnedWithinMinutes?: number; [other: string]: unknown };
  context?: ContextCondition[];
  on?: 'enter' | 'present' | { dwellMinutes: number };
  segmentId?: string;
  audience?: Audience;
  value: number;
  cost?: number;
  budgetUnits?: number;
  caps?: { per: 'customer' | 'category' | 'offer'; limit: number; windowMinutes: number }[];
  cooldownMinutes?: number;
  holdoutShare?: number;
  minimumPropensity?: number;
  redemption?: { codeValidMinutes?: number; validUntil?: number };
  deepLink?: string;
  /** What this page has no field for is kept as it is. */
  [other: string]: unknown;
}

export type State = 'draft' | 'live' | 'paused' | 'archived';

export interface OfferSummary {
  id: string;
  state: State;
  category: string;
  title: string;
  startsAt: number;
  endsAt: number;
  version: number;
  hasDraft: boolean;
  changedAt: number;
  changedBy: string;
}

export interface OfferAnswer {
  /** What is in force. */
  offer?: Offer;
  /** The working copy, where it differs. */
  draft?: Offer;
  state: State;
  version: number;
  liveVersion?: number;
  changedAt: number;
  changedBy: string;
}
