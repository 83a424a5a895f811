export { signOut as POST } from '../../../../session/sign-out.ts';
