// The WMO's codes of present weather (table 4677): every one of the 100, and which kind of weather it is.
import type { WeatherKind } from '../../model/weather.ts';

/**
 * Index = code. Open-Meteo uses 0–3, 45, 48, 51–57, 61–67, 71–77, 80–86, 95, 96 and 99; 0–3 in its sense of how much
 * of the sky is covered. Freezing rain, ice pellets and hail are `sleet`: nobody sits outside in them.
 */
const kinds: readonly WeatherKind[] = [
  'clear', // 0 no cloud
  'clear', // 1 mainly clear
  'cloud', // 2 partly cloudy
  'cloud', // 3 overcast
  'cloud', // 4 smoke
  'cloud', // 5 haze
  'cloud', // 6 dust in the air
  'cloud', // 7 dust raised by wind
  'cloud', // 8 dust whirls
  'cloud', // 9 duststorm in sight
  'fog', // 10 mist
  'fog', // 11 patches of shallow fog
  'fog', // 12 shallow fog
  'cloud', // 13 lightning without thunder
  'cloud', // 14 precipitation that does not reach the ground
  'cloud', // 15 precipitation far away
  'cloud', // 16 precipitation nearby
  'thunder', // 17 thunder without precipitation
  'cloud', // 18 squalls
  'cloud', // 19 funnel cloud
  'cloud', // 20 drizzle or snow grains, in the hour before
  'cloud', // 21 rain, in the hour before
  'cloud', // 22 snow, in the hour before
  'cloud', // 23 rain and snow, in the hour before
  'cloud', // 24 freezing rain, in the hour before
  'cloud', // 25 showers of rain, in the hour before
  'cloud', // 26 showers of snow, in the hour before
  'cloud', // 27 showers of hail, in the hour before
  'cloud', // 28 fog, in the hour before
  'cloud', // 29 thunderstorm, in the hour before
  'cloud', // 30 duststorm, decreasing
  'cloud', // 31 duststorm
  'cloud', // 32 duststorm, increasing
  'cloud', // 33 severe duststorm, decreasing
  'cloud', // 34 severe duststorm
  'cloud', // 35 severe duststorm, increasing
  'snow', // 36 drifting snow, low
  'snow', // 37 heavy drifting snow, low
  'snow', // 38 blowing snow, high
  'snow', // 39 heavy blowing snow, high
  'fog', // 40 fog at a distance
  'fog', // 41 fog in patches
  'fog', // 42 fog thinning, sky visible
  'fog', // 43 fog thinning
  'fog', // 44 fog, sky visible
  'fog', // 45 fog
  'fog', // 46 fog thickening, sky visible
  'fog', // 47 fog thickening
  'fog', // 48 rime fog, sky visible
  'fog', // 49 rime fog
  'rain', // 50 slight drizzle, with breaks
  'rain', // 51 slight drizzle
  'rain', // 52 drizzle, with breaks
  'rain', // 53 drizzle
  'rain', // 54 dense drizzle, with breaks
  'rain', // 55 dense drizzle
  'sleet', // 56 slight freezing drizzle
  'sleet', // 57 freezing drizzle
  'rain', // 58 slight drizzle and rain
  'rain', // 59 drizzle and rain
  'rain', // 60 slight rain, with breaks
  'rain', // 61 slight rain
  'rain', // 62 rain, with breaks
  'rain', // 63 rain
  'rain', // 64 heavy rain, with breaks
  'rain', // 65 heavy rain
  'sleet', // 66 slight freezing rain
  'sleet', // 67 freezing rain
  'sleet', // 68 slight rain and snow
  'sleet', // 69 rain and snow
  'snow', // 70 slight snow, with breaks
  'snow', // 71 slight snow
  'snow', // 72 snow, with breaks
  'snow', // 73 snow
  'snow', // 74 heavy snow, with breaks
  'snow', // 75 heavy snow
  'snow', // 76 diamond dust
  'snow', // 77 snow grains
  'snow', // 78 snow crystals
  'sleet', // 79 ice pellets
  'rain', // 80 slight showers of rain
  'rain', // 81 showers of rain
  'rain', // 82 violent showers of rain
  'sleet', // 83 slight showers of rain and snow
  'sleet', // 84 showers of rain and snow
  'snow', // 85 slight showers of snow
  'snow', // 86 showers of snow
  'sleet', // 87 slight showers of snow pellets
  'sleet', // 88 showers of snow pellets
  'sleet', // 89 slight showers of hail
  'sleet', // 90 showers of hail
  'rain', // 91 slight rain after thunder
  'rain', // 92 rain after thunder
  'sleet', // 93 slight snow, sleet or hail after thunder
  'sleet', // 94 snow, sleet or hail after thunder
  'thunder', // 95 thunderstorm
  'thunder', // 96 thunderstorm with hail
  'thunder', // 97 heavy thunderstorm
  'thunder', // 98 thunderstorm with duststorm
  'thunder', // 99 heavy thunderstorm with hail
];

/** Nothing for what is no code of the table. */
export function wmoKind(code: number): WeatherKind | undefined {
  return kinds[code];
}
