-- Credit card clients of a Taiwanese bank, April to September 2005, and whether they paid in October (UCI Machine Learning
-- Repository, "Default of Credit Card Clients"). Run by tools/run_sql with FILE (UCI_Credit_Card.csv) and OUT (a folder).
--
-- WHAT IS KNOWN. All columns are of the six months before the payment in question, so they may be used. `delay_*` is the
-- repayment status of a month: months behind; 0, -1 and -2 stand for paid in time in different ways.
-- SEX, EDUCATION, MARRIAGE and AGE are not given to the models: they are what the product has to be fair to.
-- THE SPLIT. By the client's number, which says nothing about the client: two thirds to train on, a third to judge on.

CREATE TEMP TABLE clients AS
SELECT ID AS client, LIMIT_BAL AS credit_limit, CASE SEX WHEN 1 THEN 'male' ELSE 'female' END AS sex,
       CASE EDUCATION WHEN 1 THEN 'graduate school' WHEN 2 THEN 'university' WHEN 3 THEN 'high school' ELSE 'other' END AS education,
       CASE WHEN AGE < 30 THEN 'below 30' WHEN AGE < 45 THEN '30 to 44' ELSE '45 and above' END AS age_group,
       PAY_0 AS delay_september, PAY_2 AS delay_august, PAY_3 AS delay_july, PAY_4 AS delay_june, PAY_5 AS delay_may, PAY_6 AS delay_april,
       BILL_AMT1 AS bill_september, BILL_AMT2 AS bill_august, BILL_AMT3 AS bill_july, BILL_AMT4 AS bill_june, BILL_AMT5 AS bill_may, BILL_AMT6 AS bill_april,
       PAY_AMT1 AS paid_september, PAY_AMT2 AS paid_august, PAY_AMT3 AS paid_july, PAY_AMT4 AS paid_june, PAY_AMT5 AS paid_may, PAY_AMT6 AS paid_april,
       "default.payment.next.month" AS defaulted
FROM read_csv('${FILE}', header = true, new_line = '\r');

COPY (SELECT * FROM clients WHERE client % 3 <> 0 ORDER BY client) TO '${OUT}/train.parquet' (FORMAT parquet);
COPY (SELECT * FROM clients WHERE client % 3 = 0 ORDER BY client) TO '${OUT}/judged.parquet' (FORMAT parquet);
