import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';

import { createClientCertificate } from '../../sandbox/src/certificates/index.js';
import { eventually } from '../support/eventually.js';
import { clientId } from '../support/test-environment.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The service's proof to Entra, and that the service continues without a restart when the proof changes. */
describe('the client credential', () => {
  let system: TestSystem;
  const folder = mkdtempSync(join(tmpdir(), 'bff-credential-'));
  const file = join(folder, 'credential');

  beforeAll(async () => {
    system = await TestSystem.start();
  });

  beforeEach(() => {
    system.reset();
  });

  afterAll(async () => {
    await system.close();
    rmSync(folder, { recursive: true });
  });

  function write(content: string): void {
    writeFileSync(file, content);
  }

  async function signIn(): Promise<{ outcome: string; form: Readonly<Record<string, string>> }> {
    const browser = system.browser();
    const { url } = await system.walk(browser, await browser.navigate('/auth/login?returnTo=/in'), alice);
    const { form = {} } = system.sandbox.control.requests({ point: 'token' }).at(-1) ?? {};
    return { outcome: url.searchParams.get('auth_error') ?? url.pathname, form };
  }

  it('may be a certificate: one signature for many calls, short-lived, and no secret at all', async () => {
    const { certificatePem, keyPem } = await createClientCertificate();
    write(`${keyPem}\n${certificatePem}`);
    system.sandbox.control.configureApp({ certificates: [certificatePem] });
    await system.restart({ ENTRA_CLIENT_SECRET: '', ENTRA_CLIENT_CERTIFICATE_FILE: file });

    const [first, second] = [await signIn(), await signIn()];

    expect([first.outcome, second.outcome]).toEqual(['/in', '/in']);
    expect(first.form).toMatchObject({ client_assertion_type: assertionType });
    expect(first.form).not.toHaveProperty('client_secret');
    const assertion = first.form['client_assertion'] ?? '';
    expect(second.form['client_assertion']).toBe(assertion);
    expect(decodeProtectedHeader(assertion)).toMatchObject({ alg: 'PS256', typ: 'JWT' });
    const { iss, sub, aud, exp = 0, iat = 0, jti } = decodeJwt(assertion);
    expect([iss, sub, aud, exp - iat]).toEqual([
      clientId,
      clientId,
      `${system.sandbox.authorityHost}/common/oauth2/v2.0/token`,
      600,
    ]);
    expect(jti).toMatch(/^[\da-f-]{36}$/);

    await system.advance(500_000);
    const later = await signIn();
    expect(later.outcome).toBe('/in');
    expect(later.form['client_assertion']).not.toBe(assertion);

    await system.advance(-900_000);
    const earlier = await signIn();
    expect(earlier.outcome).toBe('/in');
    expect(decodeJwt(earlier.form['client_assertion'] ?? '').iat).toBeLessThan(iat);
  });

  it('rolls over to a new certificate without a restart', async () => {
    const next = await createClientCertificate();
    system.sandbox.control.configureApp({ certificates: [next.certificatePem] });
    expect((await signIn()).outcome).toBe('configuration_error');

    write(`${next.certificatePem}\n${next.keyPem}`);

    expect((await signIn()).outcome).toBe('/in');
  });

  it('stays the last good one while its file is missing, broken or of two halves, with a warning', async () => {
    const [now, next] = await Promise.all([createClientCertificate(), createClientCertificate()]);
    system.sandbox.control.configureApp({ certificates: [now.certificatePem, next.certificatePem] });
    write(`${now.keyPem}\n${now.certificatePem}`);
    const good = await signIn();
    expect(good.outcome).toBe('/in');
    const warnings = (): number =>
      system.logLines.filter((line) => line.includes('the last good content stays in use')).length;

    for (const harm of [
      () => {
        rmSync(file);
      },
      () => {
        write(next.keyPem);
      },
      () => {
        write(`${next.keyPem}\n${now.certificatePem}`);
      },
      () => {
        write('not a PEM');
      },
    ]) {
      const before = warnings();
      harm();
      await system.advance(500_000);
      expect([(await signIn()).outcome, warnings()]).toEqual(['/in', before + 1]);
    }

    write(`${next.keyPem}\n${next.certificatePem}`);
    const rolled = await signIn();
    expect(rolled.outcome).toBe('/in');
    const thumbprint = ({ form }: typeof rolled): unknown =>
      decodeProtectedHeader(form['client_assertion'] ?? '')['x5t#S256'];
    expect(thumbprint(rolled)).not.toBe(thumbprint(good));
  });

  it('that was never good is refused at start', async () => {
    const settings = { ENTRA_CLIENT_SECRET: '', ENTRA_CLIENT_CERTIFICATE_FILE: file };
    rmSync(file);
    await expect(system.restart(settings)).rejects.toThrow('ENTRA_CLIENT_CERTIFICATE_FILE');
    write('not a PEM');
    await expect(system.restart(settings)).rejects.toThrow('ENTRA_CLIENT_CERTIFICATE_FILE');

    const next = await createClientCertificate();
    system.sandbox.control.configureApp({ certificates: [next.certificatePem] });
    write(`${next.keyPem}\n${next.certificatePem}`);
    await system.restart(settings);
    expect((await signIn()).outcome).toBe('/in');
  });

  it('may be a federated token, which is read again when it changes', async () => {
    const keys = await generateKeyPair('RS256');
    const federated = {
      issuer: 'https://cluster.example',
      subject: 'system:serviceaccount:mail:bff',
      audience: 'api://AzureADTokenExchange',
    };
    system.sandbox.control.configureApp({
      secrets: [],
      certificates: [],
      federatedCredentials: [{ ...federated, keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'RS256' }] }],
    });
    const token = (key: CryptoKey, lifetime: string): Promise<string> =>
      new SignJWT({ jti: lifetime })
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(federated.issuer)
        .setSubject(federated.subject)
        .setAudience(federated.audience)
        .setExpirationTime(Math.floor(system.sandbox.control.now() / 1000) + Number(lifetime))
        .sign(key);
    const first = await token(keys.privateKey, '600');
    write(`${first}\n`);
    await system.restart({ ENTRA_CLIENT_SECRET: '', ENTRA_FEDERATED_TOKEN_FILE: file });

    const signedIn = await signIn();
    expect([signedIn.outcome, signedIn.form['client_assertion'], signedIn.form['client_assertion_type']]).toEqual([
      '/in',
      first,
      assertionType,
    ]);

    await system.advance(3_000_000);
    expect((await signIn()).outcome).toBe('configuration_error');
    const second = await token(keys.privateKey, '900');
    write(second);
    const renewed = await signIn();
    expect([renewed.outcome, renewed.form['client_assertion']]).toEqual(['/in', second]);

    write('half.of');
    const unharmed = await signIn();
    expect([unharmed.outcome, unharmed.form['client_assertion']]).toEqual(['/in', second]);

    const stranger = await generateKeyPair('RS256');
    write(await token(stranger.privateKey, '800'));
    expect((await signIn()).outcome).toBe('configuration_error');
  });

  it('may be a secret in a file, which rolls over without a restart; a broken one is refused', async () => {
    const secretSent = async (): Promise<unknown[]> => {
      const { outcome, form } = await signIn();
      return [outcome, form['client_secret']];
    };
    write('the first secret\n');
    system.sandbox.control.configureApp({ secrets: [{ value: 'the first secret' }, { value: 'the second secret' }] });
    await system.restart({ ENTRA_CLIENT_SECRET: '', ENTRA_CLIENT_SECRET_FILE: file });
    expect(await secretSent()).toEqual(['/in', 'the first secret']);

    system.logLines.length = 0;
    write('\n');
    await eventually(() => {
      expect(system.logLines.join('')).toContain('ENTRA_CLIENT_SECRET_FILE');
    });
    expect(await secretSent()).toEqual(['/in', 'the first secret']);

    write('the second secret\n');
    await eventually(async () => {
      expect(await secretSent()).toEqual(['/in', 'the second secret']);
    });
    system.sandbox.control.configureApp({ secrets: [{ value: 'the second secret' }] });
    expect(await secretSent()).toEqual(['/in', 'the second secret']);
    expect(system.logLines.join('')).not.toMatch(/the (?:first|second) secret/);
  });

  it('that Entra refuses is configuration_error for the user, and a number for the operator', async () => {
    system.logLines.length = 0;
    system.sandbox.control.configureApp({ secrets: [{ value: 'another' }] });
    await system.restart({});

    expect((await signIn()).outcome).toBe('configuration_error');
    expect(system.logLines.join('')).toContain('7000215');
    expect(system.logLines.join('')).not.toContain(system.environment['ENTRA_CLIENT_SECRET']);
  });
});
