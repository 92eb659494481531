/** A mail server in a process of its own that takes everything and keeps nothing; it tells its port to who started it. */
import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  onData(stream, _session, done) {
    stream.resume();
    stream.on('end', () => done(null, '250 OK queued as x'));
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => process.send!((server.server.address() as { port: number }).port));
process.on('disconnect', () => process.exit());
