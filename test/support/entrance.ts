/** What stands in front of a server in the net: an address that is known before the server is. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Entrance = { url: string; leadTo: (address: string) => void };

/** Takes connections and passes them on, once it is said where to. */
export async function openEntrance(after: (work: () => unknown) => void): Promise<Entrance> {
  let target: { host: string; port: number } | null = null;
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    // Browsers hang up whenever they like.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  };
  const server = createServer((visitor) => {
    keep(visitor);
    if (!target) return visitor.destroy();
    const inside = connect(target);
    keep(inside);
    inside.on('close', () => visitor.destroy());
    visitor.on('close', () => inside.destroy());
    visitor.pipe(inside).pipe(visitor);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    leadTo: (address) => {
      const { hostname, port: at } = new URL(address);
      target = { host: hostname, port: Number(at) };
    },
  };
}
