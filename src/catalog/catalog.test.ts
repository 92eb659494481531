import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { costsOf, getProduct, listProducts, pricesOf, saveCosts, saveProducts } from './products.ts';

const { pool } = await freshDatabase();
const day = (n: number) => new Date(Date.UTC(2026, 0, n));

test('[CA1] saving changes what is said and leaves the rest; older news does not overwrite', async () => {
  await saveProducts(pool, [
    { productId: 'a', name: 'Tea', categories: ['Drinks > Tea', 'Gifts'], attributes: { author: 'x' }, at: day(2) },
  ]);
  await saveProducts(pool, [{ productId: 'a', stock: '5', attributes: { organic: true }, at: day(3) }]);
  await saveProducts(pool, [{ productId: 'a', name: 'Old', at: day(1) }]);
  const product = await getProduct(pool, 'a');
  const { name, category, stock, attributes } = product!;
  assert.deepEqual([name, category, stock, attributes], ['Tea', 'Drinks > Tea', '5', { author: 'x', organic: true }]);
  assert.equal((await listProducts(pool, { search: 'te' })).items.length, 1);
  assert.equal((await listProducts(pool, { search: '%' })).items.length, 0);
});

test('[CA2] prices make history where they change', async () => {
  const at = (n: number, price: string) => ({ productId: 'p', price, at: day(n) });
  await saveProducts(pool, [at(1, '10'), at(2, '10.00'), at(3, '8')]);
  await saveProducts(pool, [at(4, '8.0'), at(5, '10')]);
  const history = (await pricesOf(pool, 'p')).map(({ since, price }) => [since.getUTCDate(), Number(price)]);
  assert.deepEqual(history, [
    [1, 10],
    [3, 8],
    [5, 10],
  ]);
});

test('[CA3] each part of a cost holds from its date on', async () => {
  const cost = (n: number, amount: string) => ({
    productId: 'p',
    part: 'purchase' as const,
    amount,
    unit: 'money' as const,
    since: day(n),
  });
  await saveCosts(pool, [cost(1, '4'), cost(10, '5'), { ...cost(1, '0.03'), part: 'fees', unit: 'share' }]);
  const on = async (n: number) => (await costsOf(pool, 'p', day(n))).map(({ part, amount }) => `${part} ${amount}`);
  assert.deepEqual(
    [await on(5), await on(10)],
    [
      ['fees 0.03', 'purchase 4'],
      ['fees 0.03', 'purchase 5'],
    ],
  );
});

test('[CA4] a product that cannot be saved says why, and nothing of its batch is saved', async () => {
  const bad = saveProducts(pool, [
    { productId: 'ok', at: day(1) },
    { productId: 'q', price: '1,5', at: day(1) },
  ]);
  await assert.rejects(bad, /“q”.*price.*“1,5”/);
  assert.equal(await getProduct(pool, 'ok'), null);
});
