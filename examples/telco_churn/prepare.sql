-- IBM's telco churn data in two halves by the customer's id: one to learn from, one to judge on.
-- Run by tools/run_sql with TELCO (Telco-Customer-Churn.csv) and OUT (a folder).
--
-- Eleven customers of their first month have no TotalCharges: a blank, which is read as missing. It is no feature: it is tenure
-- times the monthly charge, near enough.

CREATE TEMP TABLE customers AS
SELECT customerID AS customer, gender, CASE WHEN SeniorCitizen = 1 THEN 'senior' ELSE 'younger' END AS age_group, Partner AS partner, Dependents AS dependents, tenure,
       InternetService AS internet, OnlineSecurity AS security, TechSupport AS support, Contract AS contract, PaperlessBilling AS paperless, PaymentMethod AS payment,
       MonthlyCharges AS monthly_charge, (Churn = 'Yes')::INTEGER AS churned, ('0x' || substr(md5(customerID), 1, 4))::INTEGER % 2 AS half
FROM read_csv('${TELCO}', header = true, nullstr = [' ', '']);

COPY (SELECT * EXCLUDE (half) FROM customers WHERE half = 0 ORDER BY customer) TO '${OUT}/train.parquet' (FORMAT parquet);
COPY (SELECT * EXCLUDE (half) FROM customers WHERE half = 1 ORDER BY customer) TO '${OUT}/customers.parquet' (FORMAT parquet);
