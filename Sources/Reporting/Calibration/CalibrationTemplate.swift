/// The calibration's page: one file without any reference outside it.
enum CalibrationTemplate {
    static let text = """
        \(PageFrame.opening(style: ".pictures img { image-rendering: auto; }\n"))
        <p class="subline">{{error}}</p>
        {{#warnings}}<p class="notice">{{.}}</p>{{/warnings}}
        </header>
        {{#hasFigures}}
        <section>
        <h2>Residuals</h2>
        <div class="figures">
        {{#figures}}<figure><img src="{{{source}}}" alt="{{caption}}"><figcaption>{{caption}}. They should scatter about zero without a trend.</figcaption></figure>{{/figures}}
        </div>
        </section>
        {{/hasFigures}}
        {{#hasPictures}}
        <section>
        <h2>What was found</h2>
        <div class="pictures">
        {{#pictures}}<figure><img src="{{{source}}}" alt="{{caption}}"><figcaption>{{caption}}</figcaption></figure>{{/pictures}}
        </div>
        </section>
        {{/hasPictures}}
        <section>
        <h2>Where these numbers come from</h2>
        <dl class="provenance">{{#facts}}<dt>{{key}}</dt><dd>{{value}}</dd>{{/facts}}
        <dt>Program</dt><dd>{{program}}</dd></dl>
        </section>
        \(PageFrame.closing)
        """
}
