import type { Address } from '@doorstep/sdk';
import type { Language } from '../texts/languages.ts';

type PostalLinesProps = Pick<Address, 'formatted' | 'country'> & { language: Language; className: string };

/** The lines of a label, as the post of that country wants them, and the country. */
export const PostalLines = ({ formatted, country, language, className }: PostalLinesProps) => (
  <address className={`leading-relaxed not-italic ${className}`}>
    {[...formatted, new Intl.DisplayNames(language, { type: 'region' }).of(country)].map((line, index) => (
      <span key={index} className="block wrap-anywhere">
        <bdi>{line}</bdi>
      </span>
    ))}
  </address>
);
