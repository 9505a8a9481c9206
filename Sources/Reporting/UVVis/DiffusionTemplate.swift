/// The page of diffusion coefficients: one file without any reference outside it.
enum DiffusionTemplate {
    static let text = """
        \(PageFrame.opening())
        {{#warnings}}<p class="notice">{{.}}</p>{{/warnings}}
        </header>
        {{#species}}
        <section>
        {{#hasName}}<h2>{{name}}</h2>{{/hasName}}
        {{#value}}<p class="value">{{.}}</p>{{/value}}
        {{#interval}}<p>{{.}}</p>{{/interval}}
        {{#radius}}<p>{{.}}</p>{{/radius}}
        <p>{{verdict}}</p>
        {{#warnings}}<p class="notice"><code>{{code}}</code> {{sentence}}</p>{{/warnings}}
        {{#hasAdvice}}<h3>What would help</h3><ul>{{#advice}}<li>{{.}}</li>{{/advice}}</ul>{{/hasAdvice}}
        <div class="figures">
        {{#figures}}{{>figure}}{{/figures}}
        </div>
        <dl>{{#facts}}<dt>{{key}}</dt><dd>{{value}}</dd>{{/facts}}</dl>
        {{#hasNuisances}}
        <h3>What was fitted beside D</h3>
        <div class="scroll"><table><thead><tr><th>Unknown</th><th>Value</th><th>Unit</th><th>Why it is free or not</th></tr></thead>
        <tbody>{{#nuisances}}<tr><td>{{name}}</td><td>{{value}}</td><td>{{unit}}</td><td class="text">{{reason}}</td></tr>{{/nuisances}}</tbody></table></div>
        {{/hasNuisances}}
        {{#hasNotes}}<h3>Notes</h3><ul>{{#notes}}<li>{{.}}</li>{{/notes}}</ul>{{/hasNotes}}
        </section>
        {{/species}}
        <section>
        <h2>Geometry</h2>
        <dl>{{#geometry}}<dt>{{key}}</dt><dd>{{value}}</dd>{{/geometry}}</dl>
        </section>
        \(PageFrame.provenance)
        \(PageFrame.closing)
        """
}
