/// The calibration's page: one file without any reference outside it.
enum CalibrationTemplate {
    static let text = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <style>
        \(ReportStyle.css)
        .pictures img { image-rendering: auto; }
        </style>
        </head>
        <body>
        <main>
        <header>
        <p class="kicker">{{title}}</p>
        <h1>{{headline}}</h1>
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
        </main>
        </body>
        </html>

        """
}
