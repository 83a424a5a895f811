export { AccountPage as default } from '../../accounts/account-page.tsx';
