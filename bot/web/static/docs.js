// Shows openapi.json to people: the calls in their groups, each with what goes in and what comes out.
const page = document.getElementById("api");
const SUCCESS = "Successful Response";

function make(tag, text, ...children) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  element.append(...children.filter(Boolean));
  return element;
}

/** A schema as an example: names with what they mean, or with their type. `null` among the types says that it may be left out. */
function example(schema, described) {
  if (!schema || !Object.keys(schema).length) return "any";
  if (schema.$ref) return example(described.components.schemas[schema.$ref.split("/").pop()], described);
  if (schema.anyOf) {
    const kinds = schema.anyOf.filter((one) => one.type !== "null").map((one) => example(one, described));
    return kinds.length === 1 ? kinds[0] : kinds.map((kind) => (typeof kind === "string" ? kind : "object")).join(" or ");
  }
  if (schema.type === "array") return [example(schema.items, described)];
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, part.description ?? example(part, described)]));
  }
  return schema.const ?? schema.enum?.join(" or ") ?? schema.type ?? "any";
}

function shown(content, described) {
  const schema = content?.["application/json"]?.schema;
  return schema && make("pre", JSON.stringify(example(schema, described), null, 2));
}

function listed(title, lines) {
  return lines.length > 0 && make("div", null, make("h3", title), make("ul", null, ...lines.map((line) => make("li", line))));
}

function described(path, method, call, all) {
  const answers = Object.entries(call.responses);
  const good = answers.filter(([status]) => status < 300);
  const details = make("details", null, make("summary", null, make("code", `${method.toUpperCase()} ${path}`), make("span", call.description ?? call.summary)));
  details.append(
    ...[
      call.security && make("p", "With the header Authorization: Bearer …"),
      listed("In the address or the headers", (call.parameters ?? []).map((one) => `${one.name}${one.required ? "" : " (may be left out)"}${one.description ? `: ${one.description}` : ""}`)),
      call.requestBody && make("h3", "Body"),
      shown(call.requestBody?.content, all),
      ...good.flatMap(([status, answer]) => [make("h3", answer.description === SUCCESS ? status : `${status}: ${answer.description}`), shown(answer.content, all)]),
      listed("Where it cannot be done", answers.filter(([status]) => status >= 300).map(([status, answer]) => `${status}: ${answer.description}`)),
    ].filter(Boolean),
  );
  return details;
}

function grouped(all) {
  const groups = new Map();
  for (const [path, calls] of Object.entries(all.paths)) {
    for (const [method, call] of Object.entries(calls)) {
      const tag = call.tags?.[0] ?? "other";
      groups.set(tag, [...(groups.get(tag) ?? []), described(path, method, call, all)]);
    }
  }
  return [...groups].map(([tag, calls]) => make("section", null, make("h2", tag[0].toUpperCase() + tag.slice(1)), ...calls));
}

for (const call of page.querySelectorAll("[data-call]")) call.textContent = call.textContent.replace("ORIGIN", location.origin);
try {
  const answer = await fetch("/openapi.json");
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  page.append(...grouped(await answer.json()));
} catch (wrong) {
  page.append(make("p", `The description cannot be read (${wrong.message}). Load the page again.`));
}
