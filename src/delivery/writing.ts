/** Writing a claimed message, whatever its template does. */
import type { Logger } from 'pino';
import type { Item } from './feed.ts';
import type { Write, Written } from './write.ts';

/** The message, or why there is none; a fault of the program skips this one and holds up no other. */
export async function writeItem(given: { write: Write; log: Logger }, item: Item): Promise<Written | { skip: string }> {
  try {
    const { message, to, address, speaker, bucket, measure } = item;
    return await given.write(message, to, address, speaker, { bucket, ...measure });
  } catch (error) {
    given.log.error(
      { event: 'delivery.not_written', err: error, key: item.message.key },
      'a message could not be written',
    );
    return { skip: 'could_not_be_written' };
  }
}
