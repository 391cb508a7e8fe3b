export { InvitationReader } from './invitation-reader.js';
export { InvitationsModule } from './invitations.module.js';
