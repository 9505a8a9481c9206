/// The report's page: one file without any reference outside it.
enum ReportTemplate {
    static let text = """
        \(PageFrame.opening())
        <p class="subline">{{subline}}</p>
        {{#statusSentence}}<p class="notice">{{.}}</p>{{/statusSentence}}
        {{#warnings}}<p class="notice">{{.}}</p>{{/warnings}}
        </header>
        {{^hasCrystals}}
        <p>Every frame was searched, and nothing in them was followed that looks and grows like a crystal. The tables have only
        their header. If there are crystals to see, try <code>--contrast dark</code>, <code>bright</code>, <code>rim</code> or
        <code>colour</code> instead of <code>auto</code>.</p>
        {{/hasCrystals}}
        {{#hasCrystals}}
        <section class="cards">
        {{#detailed}}
        <a class="card" href="#crystal-{{number}}">
        <span class="who">Crystal {{number}} <small>{{habit}}</small></span>
        {{#velocity}}<span class="value">{{velocity}}</span><span>95 % interval {{velocityInterval}} µm/min</span>{{/velocity}}
        {{^velocity}}<span class="value none">no side velocity</span>{{/velocity}}
        <span>Side {{sideCell}} µm</span>
        {{#cardLines}}<span class="line">{{.}}</span>{{/cardLines}}
        </a>
        {{/detailed}}
        </section>
        {{#limitation}}<p>{{.}}</p>{{/limitation}}
        {{/hasCrystals}}
        {{#hasPictures}}
        <section>
        <h2>Pictures</h2>
        <div class="pictures">
        {{#pictures}}<figure><img src="{{{source}}}" alt="{{caption}}"><figcaption>{{caption}}</figcaption></figure>{{/pictures}}
        </div>
        </section>
        {{/hasPictures}}
        {{#hasCrystals}}
        <section>
        <h2>All crystals</h2>
        <div class="figures">
        {{#overview}}{{>figure}}{{/overview}}
        </div>
        <div class="scroll"><table>
        <thead><tr><th>Crystal</th><th>Side velocity<br>µm/min</th><th>95 % interval<br>µm/min</th>
        <th>Side from – to<br>µm</th><th>Habit</th><th>Nucleation<br>min</th><th>Regime</th><th>Solute flux<br>g mm⁻² min⁻¹</th></tr></thead>
        <tbody>
        {{#crystals}}<tr><td>{{number}}</td><td>{{velocityCell}}</td><td>{{intervalCell}}</td><td>{{sideCell}}</td><td>{{habit}}</td>
        <td>{{nucleationCell}}</td><td>{{regimeCell}}</td><td>{{fluxCell}}</td></tr>{{/crystals}}
        </tbody></table></div>
        <p class="note">Each value is given with its standard error; the velocity's contains that of the scale.</p>
        </section>
        {{#detailed}}
        <section id="crystal-{{number}}" class="crystal">
        <h2>Crystal {{number}} <small>{{habit}}</small></h2>
        {{#velocity}}<p class="value">{{velocity}}</p><p>95 % interval {{velocityInterval}} µm/min</p>{{/velocity}}
        <dl>{{#facts}}<dt>{{term}}</dt><dd>{{text}}</dd>{{/facts}}</dl>
        {{#hasDoubts}}<h3>Doubts</h3><ul>{{#doubts}}<li>{{.}}</li>{{/doubts}}</ul>{{/hasDoubts}}
        <div class="figures">
        {{#drawings}}{{>figure}}{{/drawings}}
        </div>
        {{#hasSegments}}
        <h3>Stretches of constant velocity</h3>
        <div class="scroll"><table><thead><tr><th>Segment</th><th>From</th><th>To</th><th>Side velocity<br>µm/min</th></tr></thead>
        <tbody>{{#segmentRows}}<tr><td>{{number}}</td><td>{{start}}</td><td>{{end}}</td><td>{{velocity}}</td></tr>{{/segmentRows}}</tbody></table></div>
        {{/hasSegments}}
        {{#hasFacetRates}}
        <h3>Normal growth rates of the facets</h3>
        <div class="scroll"><table><thead><tr><th>Facet</th><th>Direction of the normal</th><th>Rate<br>µm/min</th></tr></thead>
        <tbody>{{#facetRows}}<tr><td>{{number}}</td><td>{{normal}}</td><td>{{rate}}</td></tr>{{/facetRows}}</tbody></table></div>
        {{/hasFacetRates}}
        </section>
        {{/detailed}}
        {{/hasCrystals}}
        {{#hasEvents}}
        <section>
        <h2>Events</h2>
        <div class="scroll"><table><thead><tr><th>Time</th><th>Frame</th><th>What happened</th></tr></thead>
        <tbody>{{#events}}<tr><td>{{time}}</td><td>{{frame}}</td><td class="text">{{text}}</td></tr>{{/events}}</tbody></table></div>
        {{#moreEvents}}<p class="note">{{.}}</p>{{/moreEvents}}
        </section>
        {{/hasEvents}}
        <section>
        <h2>Where these numbers come from</h2>
        <dl class="provenance">{{#provenance}}<dt>{{key}}</dt><dd>{{value}}</dd>{{/provenance}}
        {{#versions}}<dt>{{key}}</dt><dd>{{value}}</dd>{{/versions}}</dl>
        {{#commandLine}}<p class="note">Command</p><pre>{{.}}</pre>{{/commandLine}}
        </section>
        \(PageFrame.closing)
        """

    static let figure = """
        <figure><img src="{{{source}}}" alt="{{caption}}"><figcaption>{{caption}}. {{#file}}<code>figures/{{.}}</code>{{/file}}</figcaption></figure>

        """
}
