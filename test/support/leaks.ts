const windowLength = 24;

/**
 * Labels of the secrets of which `text` contains a part. A secret is searched for in chunks of 24 characters, so that a
 * truncated or quoted one is found too. One pass through the text, however many secrets there are.
 */
export function leaksIn(text: string, secrets: ReadonlyMap<string, string>): string[] {
  const pieces = new Map([...secrets].flatMap(([label, secret]) => piecesOf(secret).map((piece) => [piece, label])));
  const leaks = new Set<string>();
  for (let start = 0; start + windowLength <= text.length; start++) {
    const label = pieces.get(text.slice(start, start + windowLength));
    if (label !== undefined) {
      leaks.add(label);
    }
  }
  [...pieces]
    .filter(([piece]) => piece.length < windowLength && text.includes(piece))
    .forEach(([, label]) => leaks.add(label));
  return [...leaks];
}

/** For a JWT, only the signature: the rest alone gives no access, and encoded claims can look like other encoded values. */
function piecesOf(secret: string): string[] {
  const own = secret.slice(secret.lastIndexOf('.') + 1);
  const starts = Array.from({ length: Math.floor(own.length / windowLength) }, (_, each) => each * windowLength);
  return starts.length === 0 ? [own] : starts.map((start) => own.slice(start, start + windowLength));
}

const telltales: Readonly<Record<string, RegExp>> = {
  'a JWT': /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\./,
  'a refresh token or a code of Entra': /\b(?:[01]\.A[A-Za-z]|M\.C\d\w{2}_BAY\.)[\w.-]{40,}/,
  'a mail address': /[a-z][\w.+-]{3,}@[a-z][a-z\d-]{3,}\.[a-z]{2,}/i,
  'a record of MSAL': /home_account_id|credential_type|preferred_username|refresh_token|"secret"/,
};

/** Parts of `text` that look like secrets, whether or not the value is known. */
export function leakKindsIn(text: string): string[] {
  return Object.entries(telltales).flatMap(([name, looks]) => {
    const found = looks.exec(text)?.[0];
    return found === undefined ? [] : [`${name}: ${found.slice(0, 16)}`];
  });
}
