export type { MailEvent, MailListener } from './mail-events.js';
export { SessionProvider, type SessionProviderProps } from './session-provider.js';
export type { SessionView } from './session-store.js';
export type { SendOutcome, SendView } from './send-store.js';
export { useMailEvents } from './use-mail-events.js';
export { useMessage, type UseMessage, useMessages, type UseMessages } from './use-messages.js';
export { usePermission, type UsePermission } from './use-permission.js';
export { useSend, type UseSend } from './use-send.js';
export { useClient, useInteraction, useSession, type UseSession } from './use-session.js';
