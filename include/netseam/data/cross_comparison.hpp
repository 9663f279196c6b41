#pragma once
#include "netseam/data/measure_matrix.hpp"
#include "netseam/data/pair_distance.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace netseam::data {

/// What one measure says of every layer of one network (H layers here) and every layer of another (T layers
/// there). Matrices are H x T, row-major. NaN where the measure does not apply.
struct CrossMeasure {
  std::string name;   // as in the option layers.measures; also "gw"
  std::string title;  // for people
  std::string unit;   // "none", "radian", "of the activations"
  MeasureKind kind = MeasureKind::distance;
  std::vector<double> value;          // H x T; of gw: the loss
  std::vector<double> distance;       // H x T; the value as a distance; of gw: sqrt(loss) / 2
  std::vector<double> lower_bound;    // H x T; gw only, else empty: no coupling has a smaller loss
  std::vector<double> identity;       // H x T; gw only: loss of the coupling of each sample with itself
  std::vector<Start> start;           // H x T; gw only: where the descent that won began
  std::vector<SolveStatus> status;    // H x T; gw only
  std::vector<std::int64_t> nearest;  // H; the layer there at the least distance, the first of equals; -1 =
                                      // no layer has a value
  std::vector<double> confidence;     // H; share of the draws in which that layer alone is the nearest
  std::vector<double> low, high;      // H; 5 % and 95 % quantile over the draws of the distance to it
  std::size_t draws = 0;              // gw: bootstrap resamples; others: random halves of the samples
  std::vector<std::string> note;      // what to know of this run: pairs left out and why
};

/// The layers of one network beside those of another one on the same samples.
struct CrossComparison {
  std::string name;                        // of the other one: of the checkpoint, or of its folder or file
  std::string source;                      // path of its folder or file
  bool checkpoint = false;                 // it is a checkpoint of the same study
  std::vector<std::string> layer;          // T, in order
  std::vector<std::size_t> points, width;  // T
  std::vector<CrossMeasure> measure;       // in the order asked for
  std::vector<PairDistance> pair;          // of gw, without resampled losses: row by row; on a rank that
                                           // holds only a part, or none, see first_pair
  std::size_t first_pair = 0;              // pair[k] is pair number first_pair + k = row * T + column
};

}  // namespace netseam::data
