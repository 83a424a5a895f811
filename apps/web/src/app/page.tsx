import { redirect } from 'next/navigation';

const Start = () => redirect('/addresses');

export default Start;
