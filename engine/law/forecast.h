/*
 * forecast.h - a rule along the time axis: evaluate, jump to `until`, repeat.
 */
#ifndef VALEDOR_ENGINE_LAW_FORECAST_H
#define VALEDOR_ENGINE_LAW_FORECAST_H

#include "engine/law/outcome.h"

/* How far ahead a forecast looks. */
#define VD_FORECAST_DAYS (60 * 366)

/* The outcome at an instant for a record, earnings counted to earned_on (VD_NO_DATE: they go on). */
vd_outcome vd_outcome_at(vd_run *run, const vd_variant *variant, const vd_instance *instance,
                         vd_instant at, vd_date earned_on);

/*
 * Fills the eligible_ fields and if_continues of `now->dates` for a benefit asked for at `at`, where
 * `now` is its outcome, worked out with the frame's earnings_read cleared before. Answers with the
 * instant until which they hold. The run stays at `at`.
 */
vd_instant vd_forecast(vd_run *run, const vd_variant *variant, const vd_instance *instance,
                       vd_instant at, vd_outcome *now);

/* The first instant of which the case speaks; VD_FOREVER when it speaks of none. */
vd_instant vd_case_epoch(const vd_run *run);

#endif
