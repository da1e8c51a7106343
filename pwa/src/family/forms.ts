/** What an address or a number looks like, as the fund sees it too. Pure. */

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
const PHONE = /^\+?\d{8,15}$/;

export const isEmail = (text: string): boolean => EMAIL.test(text.trim());
export const isPhone = (text: string): boolean => PHONE.test(text.replace(/[\s().-]/g, ""));
export const isPostal = (text: string): boolean => text.trim().length >= 10;
