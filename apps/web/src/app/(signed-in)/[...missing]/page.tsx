import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { requestTexts } from '../../../texts/request-texts.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await requestTexts()).problems.notFoundTitle,
});

/** Catches unknown addresses, so that their answer has the navigation. */
const MissingPage = () => notFound();

export default MissingPage;
