/** The fuzz of `npm test` with all its seeds. */
process.env.DECLIC_TEST_SEEDS = '200';
for (const file of ['banks', 'merges', 'scenarios-time', 'segments']) await import(`../fuzz/${file}.test.ts`);
