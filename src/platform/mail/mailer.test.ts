import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createMailer, type MailLog } from './mailer.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'florin-mail-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const mail = { to: 'buyer@example.com', subject: 'Your code', text: 'K7Q2ZD', senderName: 'Acme, Inc.' };

type Line = { level: string; fields: Record<string, unknown>; text: string };

function recordingLog(): MailLog & { lines: Line[] } {
  const lines: Line[] = [];
  return {
    lines,
    info: (fields, text) => lines.push({ level: 'info', fields, text }),
    error: (fields, text) => lines.push({ level: 'error', fields, text }),
  };
}

/** As much of SMTP as one mail needs; answers what came as DATA. */
async function smtpServer(refuse = false): Promise<{ url: string; received: string[]; close(): void }> {
  const received: string[] = [];
  const server = net.createServer((socket) => {
    let data: string[] | undefined;
    socket.write('220 test\r\n');
    let rest = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (data && line === '.') {
          received.push(data.join('\n'));
          data = undefined;
          socket.write('250 taken\r\n');
        } else if (data) {
          data.push(line);
        } else if (line === 'DATA') {
          data = [];
          socket.write('354 go on\r\n');
        } else if (line.startsWith('RCPT') && refuse) {
          socket.write('550 buyer@example.com is unknown here\r\n');
        } else {
          socket.write(line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, received, close: () => server.close() };
}

function mailerTo(smtpUrl: string | undefined, log: MailLog, mailboxDir: string) {
  return createMailer({ smtpUrl, mailboxDir, from: 'no-reply@shop.example', log });
}

test('without a server a mail becomes a file that only its owner reads', async () => {
  const log = recordingLog();
  const mailboxDir = path.join(folder, 'mailbox');
  const mailer = mailerTo(undefined, log, mailboxDir);
  mailer.send(mail);
  await mailer.close();
  const [name = '', ...others] = await readdir(mailboxDir);
  assert.deepEqual(others, []);
  const file = path.join(mailboxDir, name);
  const content = await readFile(file, 'utf8');
  assert.match(content, /^From: "Acme, Inc\." <no-reply@shop\.example>\r?$/m);
  assert.match(content, /^To: buyer@example\.com\r?$/m);
  assert.match(content, /\r?\n\r?\nK7Q2ZD\s*$/);
  assert.equal((await stat(file)).mode & 0o077, 0);
  assert.deepEqual(log.lines, [{ level: 'info', fields: { mail: file }, text: 'mail sent' }]);
});

test('with a server a mail goes by SMTP', async () => {
  const server = await smtpServer();
  const log = recordingLog();
  const mailer = mailerTo(server.url, log, path.join(folder, 'unused'));
  mailer.send(mail);
  await mailer.close();
  server.close();
  assert.equal(server.received.length, 1);
  assert.match(server.received[0] ?? '', /^Subject: Your code$/m);
  assert.deepEqual(
    log.lines.map(({ level }) => level),
    ['info'],
  );
  await assert.rejects(readdir(path.join(folder, 'unused')));
});

test('a mail that cannot be sent is logged without the address or the text, and throws nothing', async () => {
  const server = await smtpServer(true);
  const log = recordingLog();
  const mailer = mailerTo(server.url, log, folder);
  mailer.send(mail);
  await mailer.close();
  server.close();
  assert.equal(log.lines[0]?.level, 'error');
  assert.equal(log.lines[0]?.text, 'mail not sent');
  assert.doesNotMatch(JSON.stringify(log.lines), /buyer@example\.com|K7Q2ZD/);
});

test('no text makes a header of its own', async () => {
  const mailboxDir = path.join(folder, 'injection');
  const mailer = mailerTo(undefined, recordingLog(), mailboxDir);
  mailer.send({
    ...mail,
    subject: 'Hi\r\nBcc: thief@example.com',
    senderName: 'A\r\nBcc: thief@example.com',
  });
  await mailer.close();
  const [name = ''] = await readdir(mailboxDir);
  assert.doesNotMatch(await readFile(path.join(mailboxDir, name), 'utf8'), /^Bcc:/m);
});
