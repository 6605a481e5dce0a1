/** Formats of codes. The code sets tell which codes exist. */

/** CPT categories I, II (F) and III (T) and its U, M and A series; HCPCS Level II. */
export const PROCEDURE_CODE = /^(?:\d{5}|\d{4}[FTUMA]|[A-V]\d{4})$/;
/** D codes are dental (CDT). They are a code set of their own, licensed by the ADA, and CMS's file does not list them. */
export const HCPCS_LEVEL_II = /^[A-CE-V]\d{4}$/;
/** CPT's temporary codes for new technology. */
export const CATEGORY_III = /^\d{4}T$/;

export const MODIFIER = /^[A-Z0-9]{2}$/;

/** NUCC Health Care Provider Taxonomy. */
export const TAXONOMY_CODE = /^[0-9A-Z]{9}X$/;
