// Shows openapi.json to people: each call with its body and answers.
const api = document.getElementById("api");
const described = await (await fetch("/openapi.json")).json();

function make(tag, text, ...children) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

function resolved(schema) {
  if (!schema) return null;
  if (schema.$ref) return resolved(described.components.schemas[schema.$ref.split("/").pop()]);
  if (schema.anyOf) return schema.anyOf.map((one) => resolved(one)?.type ?? resolved(one)).filter((one) => one !== "null");
  if (schema.type === "array") return [resolved(schema.items)];
  if (schema.properties) return Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, part.description ?? resolved(part)]));
  return schema.enum ?? schema.type ?? "any";
}

for (const [path, calls] of Object.entries(described.paths)) {
  for (const [method, call] of Object.entries(calls)) {
    const section = make("section", null, make("h2", `${method.toUpperCase()} ${path}`), make("p", call.description ?? call.summary));
    const body = call.requestBody?.content?.["application/json"]?.schema;
    if (body) section.append(make("h3", "Body"), make("pre", JSON.stringify(resolved(body), null, 2)));
    for (const [status, answer] of Object.entries(call.responses)) {
      const schema = answer.content?.["application/json"]?.schema;
      section.append(make("p", `${status}: ${answer.description}`));
      if (schema && status < 300) section.append(make("pre", JSON.stringify(resolved(schema), null, 2)));
    }
    api.append(section);
  }
}
