#pragma once
#include "netseam/data/measure_matrix.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::data {

/// What one measure says of a known target and each of L layers. NaN where it does not apply.
struct TargetMeasure {
  std::string name;   // as in the option layers.measures; also "gw"
  std::string title;  // for people
  std::string unit;   // "none", "radian", "of the activations"
  MeasureKind kind = MeasureKind::distance;
  std::vector<double> value;     // L; of gw: the loss
  std::vector<double> distance;  // L; the value as a distance; of gw: sqrt(loss) / 2
  std::vector<double> low;       // L; 5 % quantile of the distance, gw: over resamples, others: over halves
  std::vector<double> high;      // L; 95 % quantile
  std::vector<double> lower_bound;  // L; gw only, else empty: no coupling has a smaller loss
  std::vector<double> identity;     // L; gw only: loss of the coupling of each sample with itself
  std::vector<std::string> note;    // layers without a value, and why
};

/// How well a linear map reads a target out of each of L layers; NaN where there is no readout.
struct TargetReadout {
  std::vector<double> r2;               // L; cross-validated share of the variance that is explained
  std::vector<double> r2_low, r2_high;  // L; the least and the greatest over the folds
  std::vector<double> accuracy;         // L; share of held-out labels that are right; numbers: empty
  std::vector<double> accuracy_low, accuracy_high;  // likewise over the folds
  std::vector<std::string> note;                    // why there are none
};

/// A known target, given by a value for each sample, beside all layers.
struct TargetComparison {
  std::string name;
  bool labels = false;     // classes, one column each; else numbers
  std::size_t width = 0;   // classes, or numbers for each sample
  double most_common = 0;  // labels: share of the most common one, what guessing it would score; numbers: 0
  std::vector<TargetMeasure> measure;  // in the order asked for
  TargetReadout readout;
  std::vector<std::string> warning;  // in plain words
};

}  // namespace netseam::data
