import { DateTime, Money } from '../../parts/figures.tsx';
import { PeopleBehind } from '../../parts/people-behind.tsx';
import { useOrders } from '../../queries/stats.ts';
import { useWords } from '../../words.ts';

/** The orders behind the figures of the shop, with who made them. */
export default function Orders({ onClose }: { onClose: () => void }) {
  const t = useWords('home');
  return (
    <PeopleBehind
      title={t('orders')}
      list={useOrders()}
      keyOf={({ key }) => key}
      columns={[
        { key: 'order', label: t('order'), cell: ({ orderId }) => orderId },
        { key: 'amount', label: t('amount'), align: 'right', cell: ({ amount }) => <Money value={amount} /> },
        { key: 'at', label: t('at'), align: 'right', cell: ({ at }) => <DateTime value={at} /> },
      ]}
      tab="timeline"
      onClose={onClose}
    />
  );
}
