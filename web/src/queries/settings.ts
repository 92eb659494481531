import type { Setting } from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { itemsOf, useChange, useList } from './client.ts';

export const useSettings = () => useList<Setting>('/api/settings');

/** `null` goes back to the default. */
export const useChangeSetting = () =>
  useChange(
    ({ key, value }: { key: string; value: unknown }) => ask('PUT', `/api/settings/${key}`, { value }),
    ['/api/settings'],
  );

/** What the shop is called and counts in: its currency and its time zone. */
export function useShop(): { name: string; currency: string; timezone: string; locale: string } {
  const settings = new Map(itemsOf(useSettings()).map(({ key, value }) => [key, value]));
  const text = (key: string, otherwise: string) => String(settings.get(key) || otherwise);
  return {
    name: text('shop.name', ''),
    currency: text('shop.currency', 'EUR'),
    timezone: text('shop.timezone', 'Europe/Paris'),
    locale: text('shop.locale', 'fr'),
  };
}
