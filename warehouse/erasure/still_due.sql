-- One row a subject of a plan that must not be erased now, and the reason's code. Read afresh from the stores:
-- planned(subject_id, trigger) are the plan's duties, due_now(subject_id, trigger) those that hold at this moment,
-- planned_at is when the plan was judged. A dormancy is judged by its models, once a night; what can end it since
-- is an activity, which is looked at here. Whose old rows merely pass a retention limit may log in and own money.
WITH duties AS (
    SELECT
        planned.subject_id,
        bool_or(due_now.subject_id IS NOT NULL OR planned.trigger = 'dormancy') AS holds,
        bool_or(planned.trigger <> 'retention_limit') AS erased
    FROM planned
    LEFT JOIN due_now ON due_now.subject_id = planned.subject_id AND due_now.trigger = planned.trigger
    GROUP BY planned.subject_id
),
judged AS (
    SELECT
        subject_id,
        CASE
            WHEN NOT holds THEN 'trigger_withdrawn'
            WHEN erased AND subject_id IN (SELECT user_id FROM entities.accounts WHERE last_active_at > $planned_at)
                THEN 'logged_in'
            WHEN erased AND subject_id IN (
                SELECT user_id FROM entities.prepaid_balances GROUP BY user_id HAVING sum(amount) > 0
            ) THEN 'funds'
        END AS reason
    FROM duties
)
SELECT subject_id, reason FROM judged WHERE reason IS NOT NULL;
