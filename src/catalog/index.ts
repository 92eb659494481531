/** The door of the catalogue room. */

/** Products, the history of their prices, and what they cost. */
export {
  type Cost,
  type CostInput,
  type CostPart,
  costParts,
  costsOf,
  getProduct,
  listProducts,
  type Price,
  type Product,
  type ProductInput,
  pricesOf,
  saveCosts,
  saveProducts,
} from './products.ts';
