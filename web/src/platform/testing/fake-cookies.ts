/** The browser's cookies, as a page sets and reads them. */
export const cookies = new Map<string, string>();

const page = {
  get cookie(): string {
    return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  },
  set cookie(text: string) {
    const [name = '', value = ''] = (text.split('; ')[0] ?? '').split('=');
    if (text.includes('max-age=0')) cookies.delete(name);
    else cookies.set(name, value);
  },
};

Object.defineProperty(globalThis, 'document', { value: page, configurable: true });

export function removePage(): void {
  Reflect.deleteProperty(globalThis, 'document');
}
