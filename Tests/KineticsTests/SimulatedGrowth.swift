import Facets
import Foundation
import Kinetics
import Statistics
