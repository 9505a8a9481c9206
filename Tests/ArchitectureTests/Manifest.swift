/// Package.swift's targets with what each depends on, as its text gives it; test targets and their support left out, and
/// what lies in a folder of its own (the benchmark), which no target of the house depends on.
struct Manifest {
    /// Names of our targets and of products from outside.
    private(set) var dependencies: [String: Set<String>] = [:]

    init(text: String) {
        let name = /\.(?:target|executableTarget)\(\s*name:\s*"([^"]+)"/
        let text = SourceTree.withoutComments(text)
        for match in text.matches(of: name) {
            let body = Self.balanced(text[match.range.lowerBound...], open: "(", close: ")")
            guard body.firstMatch(of: /path:\s*"(?:Tests\/|Benchmarks")/) == nil else { continue }
            dependencies[String(match.1)] = Self.dependencies(in: body)
        }
    }

    private static func dependencies(in body: Substring) -> Set<String> {
        guard let label = body.firstRange(of: "dependencies:") else { return [] }
        let list = balanced(body[label.upperBound...], open: "[", close: "]")
        let products = list.matches(of: /\.product\(\s*name:\s*"([^"]+)"/).map { String($0.1) }
        let own = list.replacing(/\.product\([^)]*\)/, with: "").matches(of: /"([^"]+)"/).map { String($0.1) }
        return Set(products + own)
    }

    /// From the start to the bracket that closes the first one opened.
    private static func balanced(_ text: Substring, open: Character, close: Character) -> Substring {
        var depth = 0
        for index in text.indices {
            if text[index] == open { depth += 1 }
            if text[index] == close {
                depth -= 1
                if depth == 0 { return text[...index] }
            }
        }
        return text
    }
}
