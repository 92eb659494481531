import type { Layout } from './layout.ts';

export const woocommerceCustomers: Layout = {
  name: 'WooCommerce analytics customers',
  kind: 'customers',
  signature: ['Name', 'Username', 'Last Active', 'Sign Up', 'Email', 'AOV'],
  columns: {
    Name: 'name',
    Username: 'username',
    'Sign Up': 'createdAt',
    Email: 'email',
    'Country / Region': 'country',
    City: 'city',
    Region: 'region',
    'Postal Code': 'postalCode',
    'Billing Phone': 'phone',
    Role: 'role',
  },
};

/** The products of an order are joined in one cell, and the customer is a name without an address. */
export const woocommerceOrders: Layout = {
  name: 'WooCommerce analytics orders',
  kind: 'orders',
  signature: ['Date', 'Order #', 'Status', 'Product(s)', 'Net Sales'],
  columns: {
    Date: 'occurredAt',
    'Order #': 'orderId',
    Status: 'status',
    'Product(s)': 'products',
    'Coupon(s)': 'coupons',
    'Net Sales': 'netAmount',
  },
  notes: [
    'This export names customers without an id or e-mail: its orders are kept as anonymous sales.',
    'It has no price per product: the net sales of an order are spread over its units.',
  ],
};

export const woocommerceProducts: Layout = {
  name: 'WooCommerce products export',
  kind: 'products',
  signature: ['ID', 'Type', 'SKU', 'Name', 'Regular price', 'Categories'],
  columns: {
    ID: 'productId',
    SKU: 'sku',
    Name: 'name',
    Published: 'active',
    Description: 'description',
    Stock: 'stock',
    'Sale price': 'salePrice',
    'Regular price': 'price',
    Categories: 'categories',
    Images: 'imageUrl',
    Parent: 'parentId',
    Brands: 'brand',
  },
  patterns: [
    { column: /^Attribute (\d+) name$/u, field: 'attributes.name#$1' },
    { column: /^Attribute (\d+) value\(s\)$/u, field: 'attributes.value#$1' },
  ],
  // WooCommerce writes -1 for a draft.
  values: { active: { '-1': '0' } },
};
