import { EventEmitter } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { WireMessages } from './wire-messages.ts';

/** How a connection is encrypted; undefined where it is not. */
export type WireEncryption = {
  /** Goes on without where PostgreSQL does not offer it. */
  isOptional: boolean;
  isVerified: boolean;
  /** Without asking PostgreSQL first. */
  isDirect: boolean;
};

export type WireOptions = {
  place: net.NetConnectOpts;
  encryption: WireEncryption | undefined;
  /** For so many seconds an answer may say nothing; undefined where that may take as long as it takes. */
  silenceSeconds: number | undefined;
  reach: Reach;
};

/** What the connections of one pool know of whether PostgreSQL can be reached. */
export type Reach = {
  /** Nothing came back on a connection, and on none since. */
  isSilent: boolean;
  /** The one connection that tries meanwhile; what others are asked fails at once rather than wait as long each. */
  trying: Wire | undefined;
};

const secondMilliseconds = 1_000;
const farewellMilliseconds = 1_000;
const closeMilliseconds = 50;
/** AuthenticationCleartextPassword. */
const passwordRequest = Buffer.from('R\0\0\0\x08\0\0\0\x03', 'latin1');
const commandComplete = Buffer.from('C\0\0\0\rSELECT 0\0', 'latin1');
/** Asks PostgreSQL whether it speaks TLS. */
const encryptionRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
 * One connection to PostgreSQL, as the driver takes a socket. It is there because of what the driver (postgres 3.4.9) makes of
 * a connection that breaks:
 *
 * - It waits for an answer for ever. Here a connection ends after so many seconds of silence.
 * - In the very turn in which a socket closes it writes to it (the rollback of a transaction), which is an exception that
 *   nobody catches; or keeps what it wrote for the next connection, which hangs. Here what fails is told first, and the close
 *   once all is written.
 * - It goes on counting the rows of an answer that was broken off, so that the next one begins with as many that are none.
 *   Here every statement ends before the connection does.
 * - It keeps the error with which PostgreSQL ends a connection for the first statement of the next. Here that is the error
 *   of the connection.
 * - It sends a `begin` without keeping the connection for it where the socket's buffer is full. Here it never is.
 */
export class Wire extends EventEmitter {
  /** For the driver's messages. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly #options: WireOptions;
  readonly #messages = new WireMessages();
  readonly #pulse: NodeJS.Timeout;
  #stream: net.Socket;
  /** What the driver writes before it is known whether to encrypt it. */
  #early: Buffer[] | undefined;
  /** The beginning of a message whose end has not come yet. */
  readonly #begun: Buffer[] = [];
  #silentSeconds = 0;
  #isLost = false;
  #isClosed = false;
  #isEnding = false;

  constructor(options: WireOptions) {
    super();
    this.#options = options;
    const { place, encryption, reach } = options;
    if ('port' in place) {
      this.host = place.host;
      this.port = place.port;
    }
    this.#pulse = setInterval(() => this.#beat(), secondMilliseconds);
    this.#pulse.unref();
    if (reach.isSilent && reach.trying) {
      this.#stream = new net.Socket();
      setImmediate(() => this.#lose(troubleOf('ETIMEDOUT', 'PostgreSQL does not answer.')));
      return;
    }
    if (reach.isSilent) reach.trying = this;
    this.#stream = net.connect(place);
    if (!encryption) this.#follow(this.#stream);
    else if (encryption.isDirect) this.#encrypt();
    else this.#negotiate(encryption);
  }

  get readyState(): string {
    return this.#isClosed ? 'closed' : this.#isLost ? 'closing' : this.#stream.readyState;
  }

  /** Always true: the driver does not do without what it is told by a false. */
  write(messages: Buffer, written?: () => void): boolean {
    if (this.#isLost) {
      this.#close();
      return true;
    }
    if (!this.#messages.isWaiting) this.#silentSeconds = 0;
    this.#messages.sent(messages);
    if (this.#early) this.#early.push(messages);
    else this.#stream.write(messages, written);
    return true;
  }

  end(messages: Buffer): void {
    this.#isEnding = true;
    this.#stream.end(messages);
    // Whoever does not answer need not be waited for.
    setTimeout(() => this.#lose(), farewellMilliseconds).unref();
  }

  destroy(): void {
    if (!this.#messages.isReady && !this.#isLost) this.#options.reach.isSilent = true;
    this.#lose();
  }

  setKeepAlive(isOn: boolean, milliseconds: number): void {
    this.#stream.setKeepAlive(isOn, milliseconds);
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  #follow(stream: net.Socket): void {
    stream.on('data', (chunk) => this.#take(chunk));
    this.#watch(stream);
    for (const messages of this.#early ?? []) stream.write(messages);
    this.#early = undefined;
  }

  #watch(stream: net.Socket): void {
    stream.setNoDelay(true);
    stream.on('error', (error) => this.#lose(error));
    stream.on('close', () =>
      this.#lose(
        this.#isEnding ? undefined : troubleOf('CONNECTION_CLOSED', 'PostgreSQL closed the connection.'),
      ),
    );
  }

  #negotiate(encryption: WireEncryption): void {
    const plain = this.#stream;
    this.#early = [];
    this.#watch(plain);
    plain.write(encryptionRequest);
    plain.once('data', (answer) => {
      plain.removeAllListeners('error').removeAllListeners('close');
      const [first] = answer;
      // Whatever else came would be taken for what came encrypted.
      if (answer.length === 1 && first === 'S'.charCodeAt(0)) this.#encrypt();
      else if (answer.length === 1 && encryption.isOptional) this.#follow(plain);
      else {
        plain.on('error', () => {});
        this.#lose(
          troubleOf('CONNECTION_REFUSED', 'PostgreSQL does not speak TLS, which its address asks for.'),
        );
      }
    });
  }

  #encrypt(): void {
    const { encryption } = this.#options;
    this.#stream = tls.connect({
      socket: this.#stream,
      ...(this.host && net.isIP(this.host) === 0 ? { servername: this.host } : {}),
      ...(encryption?.isDirect ? { ALPNProtocols: ['postgresql'] } : {}),
      rejectUnauthorized: encryption?.isVerified ?? true,
    });
    this.#follow(this.#stream);
  }

  #take(chunk: Buffer): void {
    if (this.#isLost) return;
    this.#silentSeconds = 0;
    const { whole, error } = this.#messages.received(chunk);
    if (this.#messages.isReady && this.#options.reach.isSilent) this.#isReached();
    this.#tell(chunk, whole);
    if (error) this.#lose(error);
  }

  /** Tells the driver whole messages only. */
  #tell(chunk: Buffer, whole: number): void {
    if (whole > 0) {
      const last = whole === chunk.length ? chunk : chunk.subarray(0, whole);
      this.emit('data', this.#begun.length === 0 ? last : Buffer.concat([...this.#begun.splice(0), last]));
    }
    if (whole < chunk.length) this.#begun.push(chunk.subarray(whole));
  }

  #isReached(): void {
    this.#options.reach.isSilent = false;
    this.#options.reach.trying = undefined;
  }

  /** Seconds are counted, not measured: while the process itself stood still nothing could be heard. */
  #beat(): void {
    const { silenceSeconds, reach } = this.#options;
    if (silenceSeconds === undefined || !this.#messages.isWaiting) return;
    if (++this.#silentSeconds < silenceSeconds) return;
    reach.isSilent = true;
    this.#lose(troubleOf('ETIMEDOUT', `PostgreSQL said nothing for ${silenceSeconds} seconds.`));
  }

  #lose(error?: Error): void {
    if (this.#isLost) return;
    this.#isLost = true;
    clearInterval(this.#pulse);
    const { reach } = this.#options;
    if (reach.trying === this) reach.trying = undefined;
    this.#stream.destroy();
    if (this.#messages.isReady) this.emit('data', commandComplete);
    if (error) this.emit('error', error);
    // What the driver has written and not sent yet it would send first on the next connection, and never get that far. It
    // answers this in the same turn, and so sends all it has: to nobody, and in there it hears of the close.
    if (this.listenerCount('data') > 0) this.emit('data', passwordRequest);
    setTimeout(() => this.#close(), closeMilliseconds);
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.emit('close', false);
  }
}

function troubleOf(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** What an address of a database says of encryption, read as libpq and the driver read it. */
export function encryptionOf(address: URL): WireEncryption | undefined {
  const { searchParams } = address;
  const isSystem = searchParams.get('sslrootcert') === 'system';
  const mode = isSystem
    ? 'verify-full'
    : (searchParams.get('sslmode') ?? searchParams.get('ssl') ?? 'disable');
  if (['disable', 'false', ''].includes(mode)) return undefined;
  return {
    isOptional: mode === 'prefer' || mode === 'allow',
    isVerified: !['require', 'allow', 'prefer'].includes(mode),
    isDirect: searchParams.get('sslnegotiation') === 'direct',
  };
}
