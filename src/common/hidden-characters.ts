const hidden = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Of a file's name: without control characters, and those that reverse the direction of text and so disguise an extension. */
export function withoutHidden(name: string): string {
  return name.replace(hidden, '');
}
