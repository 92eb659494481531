/** Under this type a dragged tool carries its kind of step. */
export const TOOL = 'application/x-declic-step';
