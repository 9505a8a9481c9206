import Testing

extension AnalysedRun {
    /// The columns as users know them, in their order.
    func expectColumns() throws {
        #expect(
            try measurements.columns.joined(separator: ",")
                == "frame,time_s,crystal_id,centre_x_um,centre_y_um,side_um,side_se_um,width_um,area_um2,area_se_um2,"
                + "perimeter_um,orientation_deg,facet_count,flags")
        #expect(
            try facets.columns.joined(separator: ",")
                == "frame,time_s,crystal_id,facet,normal_deg,distance_um,distance_se_um,length_um")
        #expect(
            try crystals.columns.joined(separator: ",")
                == "crystal_id,habit,first_time_s,last_time_s,frames,nucleation_time_s,nucleation_time_se_s,"
                + "side_velocity_um_per_min,side_velocity_se,side_velocity_ci95_low,side_velocity_ci95_high,"
                + "fit_start_s,fit_end_s,growth_exponent,growth_exponent_se,area_a0_um2,area_a1_um2_per_min,"
                + "area_a2_um2_per_min2,area_a2_se,solute_flux_g_per_mm2_min,regime,flags")
        #expect(
            try segments.columns.joined(separator: ",")
                == "crystal_id,segment,start_s,end_s,side_velocity_um_per_min,side_velocity_se")
        #expect(
            try facetRates.columns.joined(separator: ",")
                == "crystal_id,facet,normal_deg,normal_rate_um_per_min,normal_rate_se")
        #expect(try events.columns.joined(separator: ",") == "time_s,frame,event,crystal_id,detail")
    }
}
