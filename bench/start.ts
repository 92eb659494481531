import { type Bench, type Figure, figure, seconds } from './harness.ts';
import { folderOfItsOwn, serve } from './served.ts';

/** Question: how soon does a server answer, on a new folder, on one it knows, and after kill -9? How soon is it gone? */
export const start: Bench = async (say) => {
  const { folder, remove } = folderOfItsOwn();
  const figures: Figure[] = [];
  const note = (name: string, value: number) =>
    figures.push(
      figure({ name: `start/${name}`, value, unit: 's', raw: null, rawIs: '', goal: null, lowerIsBetter: true }),
    );
  try {
    say('start: a new folder, the same again, after kill -9 of the server, and SIGTERM');
    const opened = async (name: string) => {
      let served: Awaited<ReturnType<typeof serve>> | null = null;
      note(name, await seconds(async () => (served = await serve([], folder))));
      return served!;
    };
    const first = await opened('first');
    await first.close();
    const second = await opened('second');
    await second.kill();
    const third = await opened('after-kill-9');
    note('sigterm', await seconds(() => third.close()));
    return figures;
  } finally {
    remove();
  }
};
