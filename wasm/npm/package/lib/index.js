export { Ema } from './ema.js';
export { Recipe } from './recipe.js';
export { Rule } from './rule.js';
export { Schedule } from './schedule.js';
export * from './catalogue.js';
