import { describe, expect, it } from 'vitest';
import { ensurePostgres, findPostgres } from '../../scripts/find-postgres.mjs';

interface Fake {
  files: string[];
  env?: Record<string, string>;
  platform?: string;
  isRoot?: boolean;
  links?: Record<string, string>;
  /** What a command brings. */
  installs?: Record<string, string[]>;
}

const serverIn = (folder: string) => ['initdb', 'pg_ctl', 'postgres'].map((name) => `${folder}/${name}`);

function machineWith({ files, links = {}, installs = {}, ...rest }: Fake) {
  const present = new Set(files);
  const commands: string[] = [];
  return {
    commands,
    env: { PATH: '/usr/local/bin:/usr/bin' },
    platform: 'linux',
    isRoot: false,
    exists: (path: string) => present.has(path),
    list: (folder: string) => [
      ...new Set(
        [...present]
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''),
      ),
    ],
    follow: (path: string) => links[path] ?? path,
    run: (command: string, args: string[]) => {
      const line = [command, ...args].join(' ');
      commands.push(line);
      for (const file of installs[line] ?? []) present.add(file);
    },
    ...rest,
  };
}

const aptInstall = 'apt-get install -y --no-install-recommends postgresql';

describe('finding a Postgres', () => {
  it('takes the one on the PATH', () => {
    const files = [...serverIn('/usr/bin'), ...serverIn('/usr/lib/postgresql/15/bin')];
    expect(findPostgres(machineWith({ files }))).toBe('/usr/bin');
  });

  it('follows a link on the PATH to where all the programs are', () => {
    const files = ['/usr/local/bin/pg_ctl', ...serverIn('/opt/pg/bin')];
    const links = { '/usr/local/bin/pg_ctl': '/opt/pg/bin/pg_ctl' };
    expect(findPostgres(machineWith({ files, links }))).toBe('/opt/pg/bin');
  });

  it('takes the newest of Debian’s, by number', () => {
    const files = [...serverIn('/usr/lib/postgresql/9.6/bin'), ...serverIn('/usr/lib/postgresql/15/bin')];
    expect(findPostgres(machineWith({ files }))).toBe('/usr/lib/postgresql/15/bin');
  });

  it('takes no client for a server', () => {
    const files = ['/usr/lib/postgresql/16/bin/pg_ctl', ...serverIn('/usr/lib/postgresql/15/bin')];
    expect(findPostgres(machineWith({ files }))).toBe('/usr/lib/postgresql/15/bin');
  });

  it.each(['/opt/homebrew/opt/postgresql@17/bin', '/Applications/Postgres.app/Contents/Versions/17/bin'])(
    'knows %s on macOS',
    (folder) => {
      const machine = machineWith({ files: serverIn(folder), platform: 'darwin' });
      expect(findPostgres(machine)).toBe(folder);
    },
  );
});

describe('a machine without Postgres', () => {
  it('gets one as root on Debian', () => {
    const installed = serverIn('/usr/lib/postgresql/15/bin');
    const machine = machineWith({
      files: ['/usr/bin/apt-get'],
      isRoot: true,
      installs: { [aptInstall]: installed },
    });
    expect(ensurePostgres(machine)).toBe('/usr/lib/postgresql/15/bin');
    expect(machine.commands).toEqual(['apt-get update', aptInstall]);
  });

  it('is left as it is by anybody else, who is told in one line what to do', () => {
    const machine = machineWith({ files: ['/usr/bin/apt-get'] });
    expect(() => ensurePostgres(machine)).toThrow(/^unable to find a Postgres; install one, .*DATABASE_URL/);
    expect(machine.commands).toEqual([]);
  });

  it('gives up when the installation brings none', () => {
    const machine = machineWith({ files: ['/usr/bin/apt-get'], isRoot: true });
    expect(() => ensurePostgres(machine)).toThrow('unable to find a Postgres');
  });
});
