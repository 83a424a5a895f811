/** The version of this package. `npm run sdk:version` sets it; the suite `package` holds it against package.json. */
export const version = '0.0.0';
