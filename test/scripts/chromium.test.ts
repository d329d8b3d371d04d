import { describe, expect, it } from 'vitest';
import { ensureChromium, findChromium, launchFlags } from '../../scripts/chromium.mjs';

const playwrightPath = '/home/me/.cache/ms-playwright/chrome';

/** A machine that has these files; `installs` says which file a command brings. */
function machineWith(
  files: string[],
  { installs = {}, ...rest }: { installs?: Record<string, string> } & Partial<Options> = {},
) {
  const present = new Set(files);
  const commands: string[] = [];
  return {
    commands,
    env: { PATH: '/usr/local/bin:/usr/bin' },
    platform: 'linux',
    isRoot: false,
    exists: (path: string) => present.has(path),
    playwrightPath: () => playwrightPath,
    run: (command: string, args: string[]) => {
      const line = [command, ...args].join(' ');
      commands.push(line);
      if (installs[line] !== undefined) present.add(installs[line]);
    },
    ...rest,
  };
}

interface Options {
  env: Record<string, string>;
  platform: string;
  isRoot: boolean;
}

const aptInstall = 'apt-get install -y --no-install-recommends chromium';

describe('finding a Chromium', () => {
  it('takes CHROMIUM_PATH before everything else', () => {
    const machine = machineWith(['/opt/mine', '/usr/bin/chromium'], {
      env: { CHROMIUM_PATH: '/opt/mine', PATH: '/usr/bin' },
    });
    expect(findChromium(machine)).toBe('/opt/mine');
  });

  it('refuses a CHROMIUM_PATH without a file, instead of testing another browser', () => {
    const machine = machineWith(['/usr/bin/chromium'], {
      env: { CHROMIUM_PATH: '/opt/gone', PATH: '/usr/bin' },
    });
    expect(() => findChromium(machine)).toThrow('unable to use CHROMIUM_PATH; there is no file /opt/gone');
  });

  it.each(['chromium', 'chromium-browser', 'google-chrome'])('takes %s from PATH', (name) => {
    expect(findChromium(machineWith([`/usr/bin/${name}`, playwrightPath]))).toBe(`/usr/bin/${name}`);
  });

  it('knows where macOS keeps its applications', () => {
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(findChromium(machineWith([chrome, playwrightPath], { platform: 'darwin' }))).toBe(chrome);
  });

  it('knows where Windows keeps its programs', () => {
    const chrome = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
    const env = { ProgramFiles: 'C:\\Program Files' };
    expect(findChromium(machineWith([chrome], { platform: 'win32', env }))).toBe(chrome);
  });

  it("takes Playwright's own when the system has none", () => {
    expect(findChromium(machineWith([playwrightPath]))).toBe(playwrightPath);
  });

  it('finds nothing, and installs nothing, on an empty machine', () => {
    const machine = machineWith([]);
    expect(findChromium(machine)).toBeUndefined();
    expect(machine.commands).toEqual([]);
  });
});

describe('ensuring a Chromium', () => {
  it('installs nothing where one is found', () => {
    const machine = machineWith(['/usr/bin/chromium', '/usr/bin/apt-get'], { isRoot: true });
    expect(ensureChromium(machine)).toBe('/usr/bin/chromium');
    expect(machine.commands).toEqual([]);
  });

  it('installs with apt-get for root on Debian, after an update', () => {
    const machine = machineWith(['/usr/bin/apt-get'], {
      isRoot: true,
      installs: { [aptInstall]: '/usr/bin/chromium' },
    });
    expect(ensureChromium(machine)).toBe('/usr/bin/chromium');
    expect(machine.commands).toEqual(['apt-get update', aptInstall]);
  });

  it('installs with Playwright for everybody else', () => {
    const machine = machineWith(['/usr/bin/apt-get'], {
      installs: { 'npx playwright install chromium': playwrightPath },
    });
    expect(ensureChromium(machine)).toBe(playwrightPath);
    expect(machine.commands).toEqual(['npx playwright install chromium']);
  });

  it('falls back to Playwright where apt-get has no Chromium', () => {
    const machine = machineWith(['/usr/bin/apt-get'], {
      isRoot: true,
      installs: { 'npx playwright install --with-deps chromium': playwrightPath },
    });
    expect(ensureChromium(machine)).toBe(playwrightPath);
    expect(machine.commands.at(-2)).toBe(aptInstall);
  });

  it('says in one line what to do when nothing helps', () => {
    expect(() => ensureChromium(machineWith([]))).toThrow(/^unable to find a Chromium; .*CHROMIUM_PATH.*$/);
  });
});

describe('launch flags', () => {
  const flags = (rest: Partial<Options>) => launchFlags(machineWith([], rest));

  it('give up the sandbox only for root and CI on Linux', () => {
    expect(flags({ isRoot: true })).toContain('--no-sandbox');
    expect(flags({ env: { CI: 'true' } })).toContain('--no-sandbox');
    expect(flags({})).not.toContain('--no-sandbox');
    expect(flags({ platform: 'darwin', env: { CI: 'true' } })).not.toContain('--no-sandbox');
  });

  it('keep the browser quiet', () => {
    expect(flags({})).toEqual(expect.arrayContaining(['--disable-background-networking', '--no-first-run']));
  });
});
