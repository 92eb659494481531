/** The door of the measure room: what came of scenarios and campaigns. */

/** The people behind a figure. */
export {
  type Behind,
  type FigureOfPeople,
  figuresOfPeople,
  ordersOfShop,
  peopleBehind,
  type ShopOrder,
} from './behind.ts';
/** First figures. */
export {
  mostDaysBack,
  type ResultDay,
  type ResultLine,
  type Results,
  resultOf,
  results,
  sentByDay,
  standardDays,
  type WindowDays,
  windows,
} from './results.ts';
/** Figures of the whole shop. */
export { type ShopFigures, shopFigures, shopFiguresKept } from './shop.ts';
