/** Removes the number from the icon of the installed app, where the system shows one. */
export function clearAppBadge(): void {
  if ('clearAppBadge' in navigator) {
    navigator.clearAppBadge().catch(() => undefined);
  }
}
