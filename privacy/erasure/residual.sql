-- One row: the number of cells that hold a wanted form. `searched_cells` (cell VARCHAR) stands for a column,
-- `wanted_forms` (form VARCHAR, lower case) for the identifiers.
WITH counted AS (
    SELECT cell, count(*) AS times FROM searched_cells AS cells GROUP BY cell
),
folded AS (
    SELECT
        times,
        lower(translate(
            cell,
            '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ＠－．　',
            '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@-. '
        )) AS text
    FROM counted
),
words AS MATERIALIZED (
    SELECT
        row_number() OVER () AS number,
        times,
        -- The cell itself; words; digits across blanks and dashes; e-mail addresses; plates.
        list_concat(
            [trim(text), translate(text, ' -', '')],
            regexp_extract_all(text, '[0-9a-z]{6,}'),
            regexp_extract_all(text, '[0-9a-z_-]{6,}'),
            regexp_extract_all(text, '[0-9]{6,}x?'),
            regexp_extract_all(translate(text, '-', ''), '[0-9]{6,}x?'),
            regexp_extract_all(translate(text, ' ', ''), '[0-9]{6,}x?'),
            regexp_extract_all(translate(text, ' -', ''), '[0-9]{6,}x?'),
            regexp_extract_all(text, '[0-9a-z._%+-]+@[0-9a-z-]+(?:\.[0-9a-z-]+)+'),
            regexp_extract_all(translate(text, ' ·-', ''), '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][0-9a-z]{5,6}')
        ) AS forms
    FROM folded
)
SELECT coalesce(sum(times), 0)
FROM words
WHERE number IN (
    SELECT words.number FROM words, unnest(words.forms) AS cut (form)
    WHERE cut.form IN (SELECT form FROM wanted_forms)
);
