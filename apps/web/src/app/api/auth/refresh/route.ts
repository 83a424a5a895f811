export { renew as POST } from '../../../../session/renew.ts';
