type Defined<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> };

/** The members that have a value: a query with an `undefined` member differs from one without that member. */
export function defined<Value extends object>(value: Value): Defined<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<Value>;
}
