export { SignedOutShell as default } from '../../shell/signed-out-shell.tsx';
